"""An app that uses fhirclient as its makers say, and a person who lets it see a record. Prints what the app got, as JSON.

    app.py FHIR_BASE CLIENT_ID CLIENT_SECRET CALLBACK USER PASSWORD

See https://docs.smarthealthit.org/client-py/.
"""

import json
import sys
import urllib.parse

from fhirclient import client
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from fhirclient.server import FHIRNotFoundException, FHIRPermissionDeniedException, FHIRUnauthorizedException

from person import Person

base, app_id, secret, callback, user, password = sys.argv[1:]
settings = {
    "api_base": base, "app_id": app_id, "redirect_uri": callback,
    "scope": "openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs",
}
if secret:
    settings["app_secret"] = secret
saved = []
smart = client.FHIRClient(settings=settings, save_func=saved.append)
address = smart.authorize_url
asked = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)

person = Person(callback)
person.open(address)
person.fill({"username": user, "password": password})
person.fill({"identifier": "A1001"})
person.fill({}, ("patient", None))
called = person.fill({}, ("decision", "allow"))

# As a web app does, which another process of it is called back in: what was saved comes back.
smart = client.FHIRClient(state=json.loads(json.dumps(saved[-1])), save_func=saved.append)
smart.handle_callback(called)


def refusal(read):
    try:
        read()
    except FHIRUnauthorizedException:
        return 401
    except FHIRPermissionDeniedException:
        return 403
    except FHIRNotFoundException:
        return 404
    return 200


first = smart.server.auth.access_token
patient = smart.patient
observations = list(Observation.where({"patient": smart.patient_id, "_count": "5"}).perform_resources_iter(smart.server))
again = client.FHIRClient(state=json.loads(json.dumps(saved[-1])))
refreshed = again.reauthorize()
print(json.dumps({
    "challenge": asked["code_challenge_method"][0],
    "patient": smart.patient_id, "born": patient.birthDate.isostring, "name": smart.human_name(patient.name[0]),
    "observations": len(observations), "subjects": sorted({o.subject.reference for o in observations}),
    "other": refusal(lambda: Patient.read("2", smart.server)),
    "forbidden": refusal(lambda: smart.server.request_json("Condition?patient=" + smart.patient_id)),
    "refreshed": refreshed and again.server.auth.access_token != first,
    "reads": Patient.read(smart.patient_id, again.server).id,
}))
